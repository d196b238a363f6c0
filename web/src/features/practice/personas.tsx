import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useCreateProfile } from "@/api/practice";
import type { PracticeSite, Profile } from "@/api/practice-types";
import { notifyError } from "@/lib/errors";
import { readForm } from "@/lib/forms";
import { Face } from "./face";
import classes from "./practice.module.css";

interface Props {
  site: PracticeSite;
  profiles: Profile[];
  me: Profile | undefined;
  onChoose: (handle: string) => void;
}

export function Personas({ site, profiles, me, onChoose }: Props) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  return (
    <aside className={classes.side} aria-label={t("practice.youAre")}>
      <h2 className={classes.heading}>{t("practice.youAre")}</h2>
      <div className={classes.personas}>
        {profiles.map((profile) => (
          <button
            key={profile.handle}
            type="button"
            className={classes.persona}
            aria-pressed={profile.handle === me?.handle}
            onClick={() => onChoose(profile.handle)}
          >
            <Face author={profile} size={30} />
            <span className={classes.personaName}>
              <strong>{profile.name}</strong>
              <small>
                @{profile.handle}
                {profile.followed && ` · ${t("practice.followed")}`}
              </small>
            </span>
          </button>
        ))}
      </div>
      {adding ? (
        <NewPersona
          site={site.site}
          onDone={(handle) => {
            setAdding(false);
            if (handle) onChoose(handle);
          }}
        />
      ) : (
        <button type="button" className={classes.quietButton} onClick={() => setAdding(true)}>
          {t("practice.newPersona")}
        </button>
      )}
    </aside>
  );
}

function NewPersona({ site, onDone }: { site: string; onDone: (handle?: string) => void }) {
  const { t } = useTranslation();
  const create = useCreateProfile(site);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { name = "", handle = "" } = readForm(event.currentTarget);
    create.mutate(
      { name, handle: handle.replace(/^@/u, "") },
      {
        onSuccess: (profile) => onDone(profile.handle),
        onError: (error) => notifyError(error, t),
      },
    );
  };
  return (
    <form className={classes.newPersona} onSubmit={submit}>
      <label>
        {t("practice.name")}
        <input name="name" required maxLength={60} autoFocus />
      </label>
      <label>
        {t("practice.handle")}
        <input name="handle" required pattern="@?[A-Za-z0-9_]{2,30}" />
      </label>
      <div className={classes.row}>
        <button type="submit" className={classes.button} disabled={create.isPending}>
          {t("practice.join")}
        </button>
        <button type="button" className={classes.quietButton} onClick={() => onDone()}>
          {t("actions.cancel")}
        </button>
      </div>
    </form>
  );
}
