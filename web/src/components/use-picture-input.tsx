import { useRef, type ReactNode } from "react";

/** What networks take with a reply. */
const ACCEPTED = "image/png,image/jpeg,image/gif,image/webp";

/** A hidden input for pictures, and the way to open the system's own dialogue for it. */
export function usePictureInput(
  label: string,
  onChoose: (files: File[]) => void,
): { input: ReactNode; open: () => void } {
  const ref = useRef<HTMLInputElement>(null);
  const input = (
    <input
      ref={ref}
      type="file"
      hidden
      multiple
      accept={ACCEPTED}
      aria-label={label}
      onChange={(event) => {
        onChoose([...(event.currentTarget.files ?? [])]);
        // The same file can be chosen again.
        event.currentTarget.value = "";
      }}
    />
  );
  return { input, open: () => ref.current?.click() };
}
