import { ActionIcon, Loader } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./composer.module.css";
import type { Composer } from "./use-composer";
import type { Pictures } from "./use-pictures";

/** The pictures that will go with the reply. */
export function ComposerPictures({
  composer,
  pictures,
}: {
  composer: Composer;
  pictures: Pictures;
}) {
  const { t } = useTranslation();
  if (composer.pictures.length + pictures.coming === 0) return null;
  return (
    <ul className={classes.pictures} aria-label={t("composer.pictures")}>
      {composer.pictures.map(({ id, name }) => (
        <li key={id}>
          <img src={`/api/uploads/${id}`} alt={name ?? ""} />
          <ActionIcon
            className={classes.removePicture}
            size={22}
            radius="xl"
            variant="filled"
            color="dark"
            onClick={() => pictures.remove(id)}
            aria-label={t("composer.removePicture", { name: name ?? "" })}
          >
            <IconX size={13} aria-hidden />
          </ActionIcon>
        </li>
      ))}
      {pictures.coming > 0 && (
        <li className={classes.coming} role="status" aria-label={t("composer.uploading")}>
          <Loader size="xs" />
        </li>
      )}
    </ul>
  );
}
