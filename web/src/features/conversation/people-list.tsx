import { useTranslation } from "react-i18next";
import type { Member } from "@/api/types";
import { PersonAvatar } from "@/components/person-avatar";
import classes from "./composer.module.css";

interface Props {
  people: Member[];
  picked: number;
  onChoose: (member: Member) => void;
}

/** Colleagues to call into a note. */
export function PeopleList({ people, picked, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <ul className={classes.people} role="listbox" aria-label={t("composer.people")} id="people">
      {people.map((member, index) => (
        <li
          key={member.user_id}
          id={`person-${member.user_id}`}
          role="option"
          aria-selected={index === picked}
          className={classes.person}
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(member);
          }}
        >
          <PersonAvatar name={member.name} src={member.photo_url} size={20} /> {member.name}
        </li>
      ))}
    </ul>
  );
}
