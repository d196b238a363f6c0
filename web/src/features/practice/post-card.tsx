import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useCreateComment } from "@/api/practice";
import type { Author, PracticePost, PracticeSite, Profile } from "@/api/practice-types";
import { notifyError } from "@/lib/errors";
import { Face } from "./face";
import { OwnText } from "./own-text";
import classes from "./practice.module.css";
import { Stars } from "./stars";

interface Props {
  site: PracticeSite;
  post: PracticePost;
  me: Profile;
}

export function PostCard({ site, post, me }: Props) {
  const { t } = useTranslation();
  const [replyTo, setReplyTo] = useState<{ id: number; name: string }>();
  const own = (author: Author) => (author.handle === me.handle ? me.handle : undefined);
  return (
    <article className={classes.card}>
      <AuthorLine author={post.author} site={site}>
        {post.rating !== null && <Stars value={post.rating} />}
      </AuthorLine>
      <OwnText site={site.site} me={me.handle} owner={own(post.author)} words={post} />
      {post.comments.length > 0 && (
        <ul className={classes.comments}>
          {post.comments.map((comment) => (
            <li
              key={comment.id}
              className={classes.comment}
              data-nested={comment.parent_id !== null || undefined}
            >
              <Face author={comment.author} size={26} />
              <div>
                <AuthorName author={comment.author} site={site} />
                <OwnText
                  site={site.site}
                  me={me.handle}
                  owner={own(comment.author)}
                  words={comment}
                >
                  <button
                    type="button"
                    onClick={() => setReplyTo({ id: comment.id, name: comment.author.name })}
                  >
                    {t("practice.reply")}
                  </button>
                </OwnText>
              </div>
            </li>
          ))}
        </ul>
      )}
      <NewComment
        site={site.site}
        postId={post.id}
        me={me}
        replyTo={replyTo}
        onSent={() => setReplyTo(undefined)}
      />
    </article>
  );
}

function AuthorName({ author, site }: { author: Author; site: PracticeSite }) {
  const { t } = useTranslation();
  return (
    <span className={classes.author}>
      <strong>{author.name}</strong> <small>@{author.handle}</small>
      {author.handle === site.brand.handle && (
        <span className={classes.badge}>{t("practice.brand")}</span>
      )}
    </span>
  );
}

interface LineProps {
  author: Author;
  site: PracticeSite;
  children: React.ReactNode;
}

function AuthorLine({ author, site, children }: LineProps) {
  return (
    <div className={classes.row}>
      <Face author={author} />
      <AuthorName author={author} site={site} />
      {children}
    </div>
  );
}

interface CommentProps {
  site: string;
  postId: number;
  me: Profile;
  replyTo: { id: number; name: string } | undefined;
  onSent: () => void;
}

function NewComment({ site, postId, me, replyTo, onSent }: CommentProps) {
  const { t } = useTranslation();
  const create = useCreateComment(site, postId);
  const [text, setText] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    create.mutate(
      { as: me.handle, text: text.trim(), ...(replyTo && { parent_id: replyTo.id }) },
      {
        onSuccess: () => {
          setText("");
          onSent();
        },
        onError: (error) => notifyError(error, t),
      },
    );
  };
  const label = replyTo ? t("practice.replyTo", { name: replyTo.name }) : t("practice.comment");
  return (
    <form className={classes.newComment} onSubmit={submit}>
      <Face author={me} size={26} />
      <input
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        placeholder={label}
        aria-label={label}
      />
      <button
        type="submit"
        className={classes.quietButton}
        disabled={create.isPending || !text.trim()}
      >
        {t("practice.send")}
      </button>
    </form>
  );
}
