import fs from "node:fs";
import js from "@eslint/js";
import globals from "globals";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// Imports go one way: components, lib, api <- features <- app. The zones are made from the folders,
// so a new feature needs no line here.
const features = fs.readdirSync(new URL("./src/features", import.meta.url));
const shared = ["components", "lib", "api"];

const forbid = (files, group, message) => ({
  files,
  ignores: ["src/**/*.test.{ts,tsx}"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          { group, message },
          { group: ["../../*"], message: "Write @/… across folders." },
        ],
      },
    ],
  },
});

const zones = [
  forbid(
    shared.map((folder) => `src/${folder}/**`),
    ["@/features/**", "@/app/**"],
    "Shared code knows neither features nor the app.",
  ),
  ...features.map((feature) =>
    forbid(
      [`src/features/${feature}/**`],
      ["@/app/**", ...features.filter((f) => f !== feature).map((f) => `@/features/${f}/**`)],
      "A feature knows only shared code: compose features in app/, or move the piece down.",
    ),
  ),
];

const kebabCase = {
  rules: {
    "file-name": {
      create: (context) => ({
        Program(node) {
          const name = context.filename.split(/[\\/]/).pop() ?? "";
          if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.(d\.ts|tsx?)$/.test(name)) {
            context.report({ node, message: `Name files in kebab-case: ${name}` });
          }
        },
      }),
    },
  },
};

export default tseslint.config(
  { ignores: ["node_modules", "tools", "src/api/schema.gen.d.ts"] },
  js.configs.recommended,
  { files: ["public/sw.js"], languageOptions: { globals: globals.serviceworker } },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, reactHooks.configs.flat.recommended],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { house: kebabCase },
    rules: {
      "house/file-name": "error",
      "max-lines": ["error", 250],
      "no-restricted-syntax": [
        "error",
        {
          selector: "ImportSpecifier[imported.name=/^(lazy|Suspense)$/]",
          message: "Use lazily of @/lib/lazily: React keeps every fallback for 300 ms.",
        },
      ],
      // A leading underscore says: taken out only to be left out.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { varsIgnorePattern: "^_", argsIgnorePattern: "^_" },
      ],
      // Numbers in templates are what we mean; objects are not.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // Event handlers may start a promise whose failure is shown by the mutation itself.
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  { files: ["*.{js,ts}"], languageOptions: { globals: globals.node } },
  { files: ["vite.config.ts"], extends: [tseslint.configs.strict] },
  ...zones,
);
