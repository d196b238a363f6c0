import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./side-drawer.module.css";

interface Props {
  label: string;
  opened: boolean;
  onClose: () => void;
  position: "left" | "right";
  size: number | string;
  children: ReactNode;
}

/** A pane for which there is no room beside the others. */
export function SideDrawer({ label, children, ...drawer }: Props) {
  return (
    <Drawer.Root {...drawer}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={label}>
        <Drawer.Body className={classes.body}>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
