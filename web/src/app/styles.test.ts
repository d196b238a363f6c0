import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const SOURCE = join(import.meta.dirname, "..");
const STYLES = join(SOURCE, "../node_modules/@mantine/core/styles");

it("has the styles of every component that is used", () => {
  const imported = readFileSync(join(import.meta.dirname, "styles.ts"), "utf8");
  const used = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tsx"))
    .map((name) => readFileSync(join(SOURCE, name), "utf8"))
    .flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from "@mantine\/core"/gu)])
    .flatMap(([, names = ""]) => names.split(",").map((name) => name.trim()));
  const missing = [...new Set(used)]
    .filter((name) => existsSync(join(STYLES, `${name}.css`)))
    .filter((name) => !imported.includes(`/${name}.css`));
  expect(missing).toEqual([]);
});
