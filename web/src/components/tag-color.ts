/** A tag's colour is a name of the palette, so that it is right in light and dark. */
export const TAG_COLORS = [
  "gray",
  "red",
  "pink",
  "grape",
  "violet",
  "indigo",
  "blue",
  "cyan",
  "teal",
  "green",
  "lime",
  "yellow",
  "orange",
];

export const tagColor = (color: string) =>
  TAG_COLORS.includes(color) ? `var(--mantine-color-${color}-6)` : color;
