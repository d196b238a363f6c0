import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useDeleteItem, useEditItem } from "@/api/practice";
import { Age } from "@/components/age";
import { notifyError } from "@/lib/errors";
import classes from "./practice.module.css";
import { Pictures } from "./picture-picker";
import { Reactions } from "./reactions";

interface Words {
  id: number;
  text: string;
  at: string;
  edited_at: string | null;
  deleted_at: string | null;
  reactions: Record<string, string>;
  pictures: string[];
  liked?: boolean;
  hidden?: boolean;
}

interface Props {
  site: string;
  me: string;
  /** The persona, when these are its own words: then it may change them. */
  owner: string | undefined;
  words: Words;
  children?: React.ReactNode;
}

/** Words somebody said, which their author may edit and delete. */
export function OwnText({ site, me, owner, words, children }: Props) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const remove = useDeleteItem(site);
  if (words.deleted_at) return <p className={classes.gone}>{t("practice.gone")}</p>;
  if (words.hidden && !owner) return <p className={classes.gone}>{t("practice.hidden")}</p>;
  if (editing && owner)
    return <EditForm site={site} owner={owner} words={words} onDone={() => setEditing(false)} />;
  return (
    <>
      {words.text && <p className={classes.words}>{words.text}</p>}
      <Pictures site={site} pictures={words.pictures} />
      <div className={classes.actions}>
        <Age at={words.at} />
        {words.edited_at && <span>{t("timeline.edited")}</span>}
        {words.liked && <span>♥ {t("practice.likedByBrand")}</span>}
        {words.hidden && <span>{t("practice.hiddenFromOthers")}</span>}
        <Reactions site={site} me={me} item={words} />
        {children}
        {owner && (
          <>
            <button type="button" onClick={() => setEditing(true)}>
              {t("actions.edit")}
            </button>
            <button
              type="button"
              onClick={() =>
                remove.mutate(
                  { id: words.id, as: owner },
                  { onError: (error) => notifyError(error, t) },
                )
              }
            >
              {t("actions.delete")}
            </button>
          </>
        )}
      </div>
    </>
  );
}

interface EditProps {
  site: string;
  owner: string;
  words: Words;
  onDone: () => void;
}

function EditForm({ site, owner, words, onDone }: EditProps) {
  const { t } = useTranslation();
  const edit = useEditItem(site);
  const [text, setText] = useState(words.text);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    edit.mutate(
      { id: words.id, as: owner, text },
      { onSuccess: onDone, onError: (error) => notifyError(error, t) },
    );
  };
  return (
    <form onSubmit={submit}>
      <textarea
        className={classes.text}
        value={text}
        rows={2}
        autoFocus
        aria-label={t("actions.edit")}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.row} data-end>
        <button type="button" className={classes.quietButton} onClick={onDone}>
          {t("actions.cancel")}
        </button>
        <button type="submit" className={classes.button} disabled={edit.isPending || !text.trim()}>
          {t("actions.save")}
        </button>
      </div>
    </form>
  );
}
