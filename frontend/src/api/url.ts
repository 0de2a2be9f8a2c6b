/** Values for the placeholders of a path, and the query. Null values are left out, lists are repeated. */
export interface UrlParameters {
  path?: Readonly<Record<string, string>> | undefined;
  query?: object | undefined;
}

/** Builds the address of a request from its path in openapi.json and its parameters. */
export function buildUrl(template: string, { path = {}, query = {} }: UrlParameters): string {
  const filledPath = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(path[name] ?? ""),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of value === null ? [] : [value].flat()) {
      search.append(name, String(item));
    }
  }
  return search.size > 0 ? `${filledPath}?${search}` : filledPath;
}
