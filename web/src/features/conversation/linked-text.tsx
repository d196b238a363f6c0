import { Anchor } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import type { MessageEntry } from "@/api/timeline-types";

interface Props {
  text: string;
  links: MessageEntry["links"];
  /** How the words between the links are shown. */
  children?: (words: string) => ReactNode;
}

/** A text with its web addresses to be followed: whoever does tells the other side nothing of where they come from. */
export function LinkedText({ text, links, children = (words) => words }: Props) {
  const parts: ReactNode[] = [];
  let rest = text;
  for (const [index, link] of links.entries()) {
    const at = rest.indexOf(link.text);
    if (at < 0) break;
    parts.push(
      <Fragment key={index}>
        {children(rest.slice(0, at))}
        <Anchor
          href={link.url}
          target="_blank"
          rel="noreferrer noopener nofollow"
          inherit
          underline="always"
          c="inherit"
        >
          {link.text}
        </Anchor>
      </Fragment>,
    );
    rest = rest.slice(at + link.text.length);
  }
  return (
    <>
      {parts}
      {children(rest)}
    </>
  );
}
