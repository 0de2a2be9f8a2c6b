import { createContext, useContext } from "react";

const Scope = createContext("");

/** A prefix for the ids of the fields of one form, for pages with several forms. */
export const FieldScope = Scope.Provider;

/**
 * Returns a function that makes the id of a field from its name. The id is unique on the page; the
 * error summary links to it.
 */
export function useFieldId(): (name: string) => string {
  const scope = useContext(Scope);
  return (name) => scope + name;
}
