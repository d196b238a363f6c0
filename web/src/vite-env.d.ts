/// <reference types="vite/client" />

import "react";

declare module "react" {
  // Styles may set our own custom properties.
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined;
  }
}
