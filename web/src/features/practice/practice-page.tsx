import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePracticeSite, useProfiles } from "@/api/practice";
import type { PracticeSite } from "@/api/practice-types";
import { ErrorBox } from "@/components/error-box";
import { PageSkeleton } from "@/components/page-states";
import { Deliveries } from "./deliveries";
import { Feed } from "./feed";
import { Messages } from "./messages";
import { Personas } from "./personas";
import classes from "./practice.module.css";

/** A small social site of our own, to be a customer on. It looks like another place, because it is one. */
export function PracticePage() {
  const site = usePracticeSite();
  if (site.isError) return <ErrorBox error={site.error} onRetry={() => void site.refetch()} />;
  if (!site.data) return <PageSkeleton />;
  return <Site site={site.data} />;
}

function Site({ site }: { site: PracticeSite }) {
  const { t } = useTranslation();
  const { as, tab } = useSearch({ from: "/practice" });
  const navigate = useNavigate({ from: "/practice" });
  const { data: profiles = [] } = useProfiles(site.site);
  const customers = profiles.filter((profile) => !profile.is_brand);
  const me = customers.find(({ handle }) => handle === as) ?? customers[0];
  const choose = (handle: string) =>
    void navigate({ search: (search) => ({ ...search, as: handle }), replace: true });
  return (
    <div className={classes.site}>
      <header className={classes.header}>
        <p className={classes.ribbon}>{t("practice.ribbon")}</p>
        <div className={classes.top}>
          <h1 className={classes.logo}>{site.name}</h1>
          <nav className={classes.tabs} aria-label={t("practice.tabs")}>
            {([undefined, "messages"] as const).map((name) => (
              <button
                key={name ?? "feed"}
                type="button"
                className={classes.tab}
                aria-current={tab === name ? "page" : undefined}
                onClick={() => void navigate({ search: (search) => ({ ...search, tab: name }) })}
              >
                {t(name ? "practice.messages" : "practice.feed", { brand: site.brand.name })}
              </button>
            ))}
          </nav>
        </div>
      </header>
      <div className={classes.columns}>
        <Personas site={site} profiles={customers} me={me} onChoose={choose} />
        <main className={classes.main}>
          {!me && <p className={classes.empty}>{t("practice.nobody")}</p>}
          {me && tab === "messages" && <Messages key={me.handle} site={site} me={me} />}
          {me && tab !== "messages" && <Feed site={site} me={me} />}
        </main>
        <Deliveries site={site.site} />
      </div>
    </div>
  );
}
