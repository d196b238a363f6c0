import "./styles";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "@/lib/i18n";
import { startOffline } from "@/lib/offline";
import { App } from "./app";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");

await startI18n();
startOffline();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
