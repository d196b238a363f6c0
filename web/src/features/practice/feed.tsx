import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useCreatePost, usePosts } from "@/api/practice";
import type { PracticeSite, Profile } from "@/api/practice-types";
import { ErrorBox } from "@/components/error-box";
import { notifyError } from "@/lib/errors";
import { PicturePicker } from "./picture-picker";
import { PostCard } from "./post-card";
import classes from "./practice.module.css";
import { Stars } from "./stars";

interface Props {
  site: PracticeSite;
  me: Profile;
}

export function Feed({ site, me }: Props) {
  const { t } = useTranslation();
  const posts = usePosts(site.site, me.handle);
  return (
    <>
      <NewPost site={site} me={me} />
      {posts.isError && !posts.data && <ErrorBox error={posts.error} />}
      {posts.data?.length === 0 && <p className={classes.empty}>{t("practice.noPosts")}</p>}
      {posts.data?.map((post) => (
        <PostCard key={post.id} site={site} post={post} me={me} />
      ))}
    </>
  );
}

function NewPost({ site, me }: Props) {
  const { t } = useTranslation();
  const create = useCreatePost(site.site);
  const [kind, setKind] = useState<"post" | "review">("post");
  const [rating, setRating] = useState(2);
  const [text, setText] = useState("");
  const [pictures, setPictures] = useState<string[]>([]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    create.mutate(
      { as: me.handle, text: text.trim(), kind, pictures, ...(kind === "review" && { rating }) },
      {
        onSuccess: () => {
          setText("");
          setPictures([]);
        },
        onError: (error) => notifyError(error, t),
      },
    );
  };
  return (
    <form className={classes.card} onSubmit={submit}>
      <div className={classes.row}>
        {(["post", "review"] as const).map((name) => (
          <button
            key={name}
            type="button"
            className={classes.choice}
            aria-pressed={kind === name}
            onClick={() => setKind(name)}
          >
            {t(`practice.kind.${name}`)}
          </button>
        ))}
        {kind === "review" && <Stars value={rating} onChange={setRating} />}
      </div>
      <textarea
        className={classes.text}
        rows={3}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        placeholder={t(`practice.placeholder.${kind}`, { brand: site.brand.name })}
        aria-label={t(`practice.kind.${kind}`)}
      />
      <div className={classes.row} data-end>
        <PicturePicker site={site.site} pictures={pictures} onChange={setPictures} />
        <small className={classes.quiet}>{t("practice.as", { name: me.name })}</small>
        <button
          type="submit"
          className={classes.button}
          disabled={create.isPending || !text.trim()}
        >
          {t("practice.post")}
        </button>
      </div>
    </form>
  );
}
