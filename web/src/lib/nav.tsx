import { createContext, use } from "react";

/** Opens the navigation where there is no room for it; null where it is always seen. */
export const NavContext = createContext<(() => void) | null>(null);
export const useOpenNav = () => use(NavContext);
