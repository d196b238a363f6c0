import "./styles";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "@/lib/i18n";
import { startOffline } from "@/lib/offline";
import { App } from "./app";
import { loadInbox } from "./router";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");

// Most people come for the inbox: its code is on its way while we ask who they are.
if (/^\/(inbox\/|$)/.test(location.pathname)) void loadInbox().catch(() => undefined);
await startI18n();
startOffline();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
