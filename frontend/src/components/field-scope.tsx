import { createContext, useContext } from "react";

const Scope = createContext("");

/** Around a form that shares its page with others: what the ids of its fields begin with. */
export const FieldScope = Scope.Provider;

/** Makes the id of a field from its name: unique on the page, and where the error summary leads. */
export function useFieldId(): (name: string) => string {
  const scope = useContext(Scope);
  return (name) => scope + name;
}
