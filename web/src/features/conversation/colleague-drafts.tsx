import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColleagueDraft } from "@/api/writing";
import { Thumbs } from "@/components/thumbs";
import { addPictures, pieceOf, readDraft } from "@/lib/drafts";
import classes from "./composer.module.css";
import { picturesOf } from "./draft-keeper";
import type { Composer } from "./use-composer";

/** What colleagues have begun to write here: to be read, and to be gone on with. */
export function ColleagueDrafts({
  drafts,
  composer,
}: {
  drafts: ColleagueDraft[];
  composer: Composer;
}) {
  return drafts.map((draft) => (
    <Draft key={`${draft.user_id}-${draft.mode}`} draft={draft} composer={composer} />
  ));
}

function Draft({ draft, composer }: { draft: ColleagueDraft; composer: Composer }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { mode, name, text } = draft;
  const pictures = picturesOf(draft);
  const takeOver = () => {
    const own = pieceOf(readDraft(composer.key), mode).text;
    composer.write([own, text].filter(Boolean).join("\n"), mode);
    if (pictures.length > 0) addPictures(composer.key, mode, pictures);
    setOpen(false);
  };
  return (
    <div className={classes.notice} data-quiet>
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {t("composer.hasDraft", { name, mode: t(`composer.${mode}`) })}
      </Button>
      {open && (
        <>
          <blockquote className={classes.theirs}>
            {text}
            <Thumbs pictures={pictures} />
          </blockquote>
          <Button size="compact-xs" variant="default" onClick={takeOver}>
            {t("composer.useDraft")}
          </Button>
        </>
      )}
    </div>
  );
}
