const KNOWN = /\{\{\s*(?:contact|agent|account|conversation)\.\w+\s*\}\}/gu;

/** Placeholders that still stand in a text, as they stand there. The server refuses a reply that has one. */
export const unfilledIn = (text: string) => [...new Set(text.match(KNOWN) ?? [])];
