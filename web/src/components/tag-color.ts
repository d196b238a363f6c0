import type { Tag } from "@/api/types";

/** A tag's colour is a name of the palette, so that it is right in light and dark. */
export const TAG_COLORS: Tag["color"][] = [
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

export const tagColor = (color: Tag["color"]) => `var(--mantine-color-${color}-6)`;
