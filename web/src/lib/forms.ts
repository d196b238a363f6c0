/** The text fields of a form by their names. */
export function readForm(form: HTMLFormElement): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") values[name] = name.includes("password") ? value : value.trim();
  }
  return values;
}
