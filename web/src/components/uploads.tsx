import { ActionIcon, Loader } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./uploads.module.css";

interface Props {
  label: string;
  pictures: { id: string; name?: string | null }[];
  /** How many are on their way. */
  coming: number;
  onRemove: (id: string) => void;
  className?: string;
}

/** Pictures that were uploaded; each can be taken off again. */
export function Uploads({ label, pictures, coming, onRemove, className }: Props) {
  const { t } = useTranslation();
  if (pictures.length + coming === 0) return null;
  return (
    <ul className={[classes.pictures, className].filter(Boolean).join(" ")} aria-label={label}>
      {pictures.map(({ id, name }) => (
        <li key={id}>
          <img src={`/api/uploads/${id}`} alt={name ?? ""} />
          <ActionIcon
            className={classes.removePicture}
            size={24}
            radius="xl"
            variant="filled"
            color="dark"
            onClick={() => onRemove(id)}
            aria-label={t("composer.removePicture", { name: name ?? "" })}
          >
            <IconX size={13} aria-hidden />
          </ActionIcon>
        </li>
      ))}
      {coming > 0 && (
        <li className={classes.coming} role="status" aria-label={t("composer.uploading")}>
          <Loader size="xs" />
        </li>
      )}
    </ul>
  );
}
