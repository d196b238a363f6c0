// The server's own rule (heard/accounts/signing.py): what is shown and counted here is what will be said.
const SHORT = 8;

interface Signer {
  name: string;
  signature: string;
}

export const initials = (name: string) =>
  name
    .split(/\s+/u)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => Array.from(word)[0])
    .join("")
    .toUpperCase();

export function signatureFor(
  { name, signature }: Signer,
  policy: "off" | "optional" | "public",
  isPublic: boolean,
  wanted: boolean,
) {
  if (policy === "off") return "";
  if (policy === "public" && isPublic) return signature || `^${initials(name)}`;
  return wanted ? signature : "";
}

const joint = (signature: string) =>
  signature.length <= SHORT && !signature.includes(" ") ? " " : "\n";

export function signed(text: string, signature: string) {
  if (!signature || text.endsWith(signature)) return text;
  return text + joint(signature) + signature;
}

/** The words as their author wrote them. */
export function unsigned(text: string, signature: string) {
  const end = joint(signature) + signature;
  return signature && text.endsWith(end) ? text.slice(0, -end.length) : text;
}
