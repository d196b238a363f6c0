import {
  Badge,
  Button,
  Menu,
  Paper,
  Tooltip,
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";

// Pine is ours and public, plum is private, coral asks for attention, sand is everything quiet.
const pine: MantineColorsTuple = [
  "#ebf6f2", "#d6ece5", "#abd8ca", "#7dc3ae", "#57b196", "#3ea587", "#2b957a", "#177a64", "#126653", "#0b5243",
]; // prettier-ignore
const plum: MantineColorsTuple = [
  "#f7f0fa", "#ecdff2", "#d7bde3", "#c19ad4", "#af7cc7", "#a369bf", "#9257b0", "#7b4398", "#683881", "#552c6b",
]; // prettier-ignore
const coral: MantineColorsTuple = [
  "#fff1ec", "#fde1d8", "#f8c0ae", "#f39c81", "#ef7d5a", "#ed6941", "#e25a30", "#c4481f", "#a83c19", "#8c3012",
]; // prettier-ignore
const sand: MantineColorsTuple = [
  "#faf8f5", "#f4f0ea", "#e8e2d9", "#d9d1c5", "#bdb3a5", "#9c9184", "#7a7066", "#5f564e", "#443d37", "#2b2622",
]; // prettier-ignore
const dusk: MantineColorsTuple = [
  "#ece7e1", "#cfc8c0", "#b0a89f", "#857d75", "#4a443f", "#3a3531", "#2c2825", "#211e1c", "#1b1917", "#141211",
]; // prettier-ignore

const fontFamily =
  '"Golos Text Variable", ui-sans-serif, system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: 7,
  colors: { pine, plum, coral, gray: sand, dark: dusk },
  black: "#2b2622",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily,
  headings: { fontFamily, fontWeight: "600" },
  fontSizes: { xs: "0.75rem", sm: "0.8438rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
  components: {
    Badge: Badge.extend({ defaultProps: { tt: "none", fw: 600 } }),
    Button: Button.extend({ defaultProps: { size: "sm" } }),
    // The first entry takes the focus; an empty place for it has no meaning in a menu.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    // Written out: naming the component here would make it a part of every first load.
    Modal: {
      defaultProps: { centered: true, radius: "lg" },
      styles: { title: { fontSize: "var(--mantine-font-size-lg)", fontWeight: 600 } },
    },
    Paper: Paper.extend({ defaultProps: { radius: "lg" } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: true } }),
  },
});

/** Our own surfaces and meanings, beside Mantine's. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { "--heard-pane-header": "3.5rem" },
  light: {
    "--mantine-color-body": "#fffdfb",
    "--mantine-color-dimmed": "#6f655b",
    "--mantine-color-error": "#c92a2a",
    "--heard-focus": "#177a64",
    "--heard-rail": "#f3eee7",
    "--heard-surface": "#fffdfb",
    "--heard-sunken": "#f9f6f1",
    "--heard-line": "#e8e2d9",
    "--heard-hover": "#f1ece4",
    "--heard-found": "#ffe8a3",
    "--heard-chosen": "#e4efea",
    "--heard-public": "#126653",
    "--heard-public-soft": "#e6f3ee",
    "--heard-private": "#683881",
    "--heard-private-soft": "#f3eaf7",
    "--heard-note": "#7a5400",
    "--heard-note-soft": "#fff4cf",
    "--heard-note-line": "#ecd488",
    "--heard-alert": "#b23a14",
    "--heard-vip": "#9a6700",
    "--heard-alert-soft": "#fdeae3",
  },
  dark: {
    "--mantine-color-body": "#211e1c",
    "--mantine-color-dimmed": "#a89f96",
    "--mantine-color-error": "#ff8787",
    "--heard-focus": "#57b196",
    "--heard-rail": "#1b1917",
    "--heard-surface": "#211e1c",
    "--heard-sunken": "#1d1a18",
    "--heard-line": "#36312d",
    "--heard-hover": "#2b2724",
    "--heard-found": "#6b5200",
    "--heard-chosen": "#203732",
    "--heard-public": "#7dc3ae",
    "--heard-public-soft": "#1d3430",
    "--heard-private": "#cda9de",
    "--heard-private-soft": "#33263b",
    "--heard-note": "#e9c766",
    "--heard-note-soft": "#3a3019",
    "--heard-note-line": "#5e4d22",
    "--heard-alert": "#f39c81",
    "--heard-vip": "#f2c14e",
    "--heard-alert-soft": "#3d241b",
  },
});
