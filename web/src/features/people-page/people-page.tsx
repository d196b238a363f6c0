import { Skeleton, Text, Title } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { usePeoplePage } from "@/api/people-page";
import { FrontPage } from "@/components/front-page";
import { PersonAvatar } from "@/components/person-avatar";
import { errorMessage } from "@/lib/errors";
import classes from "./people-page.module.css";

/** Open to everybody who has its address: the people who answer, as they want to be seen. */
export function PeoplePage() {
  const { t } = useTranslation();
  const { key = "" } = useParams({ strict: false });
  const { data, error } = usePeoplePage(key);
  if (error) {
    const gone = error instanceof ApiError && error.status === 404;
    return (
      <FrontPage title={t("peoplePage.gone")}>
        <Text role="alert">{gone ? t("peoplePage.goneHelp") : errorMessage(error, t)}</Text>
      </FrontPage>
    );
  }
  if (!data) {
    return (
      <FrontPage title={t("peoplePage.loading")}>
        <Skeleton h={72} mb="md" />
        <Skeleton h={72} />
      </FrontPage>
    );
  }
  return (
    <FrontPage
      title={t("peoplePage.title", { workspace: data.workspace_name })}
      lead={data.people.length > 0 ? t("peoplePage.lead") : t("peoplePage.nobody")}
    >
      <ul className={classes.people}>
        {data.people.map(({ name, introduction, photo_url }, index) => (
          <li key={index}>
            <PersonAvatar name={name} src={photo_url} size={72} />
            <div>
              <Title order={2} fz="lg">
                {name}
              </Title>
              {introduction && <p>{introduction}</p>}
            </div>
          </li>
        ))}
      </ul>
    </FrontPage>
  );
}
