import {
  IconBrandFacebookFilled,
  IconBrandInstagram,
  IconBrandTelegram,
  IconBrandTiktok,
  IconBrandVk,
  IconBrandWechat,
  IconBrandWeibo,
  IconBrandWhatsapp,
  IconBrandX,
  IconBrandYoutubeFilled,
  IconMail,
  IconMessageCircle,
  IconSchool,
  IconWorld,
  type Icon,
} from "@tabler/icons-react";
import classes from "./network-mark.module.css";

const marks: Record<string, [Icon, string]> = {
  x: [IconBrandX, "#1d1b19"],
  facebook: [IconBrandFacebookFilled, "#1767d1"],
  instagram: [IconBrandInstagram, "#c22f6d"],
  telegram: [IconBrandTelegram, "#1c7fb5"],
  whatsapp: [IconBrandWhatsapp, "#128045"],
  wechat: [IconBrandWechat, "#12803c"],
  weibo: [IconBrandWeibo, "#c8321f"],
  vk: [IconBrandVk, "#2a62b8"],
  youtube: [IconBrandYoutubeFilled, "#c4201d"],
  tiktok: [IconBrandTiktok, "#1d1b19"],
  email: [IconMail, "#6b5d4d"],
  webchat: [IconMessageCircle, "#177a64"],
  practice: [IconSchool, "#8a5a00"],
};

const titles: Record<string, string> = { x: "X", vk: "VK", tiktok: "TikTok", youtube: "YouTube" };

export const networkTitle = (network: string) =>
  titles[network] ?? network.charAt(0).toUpperCase() + network.slice(1);

export function NetworkMark({ network, size = 16 }: { network: string; size?: number }) {
  const [Mark, color] = marks[network] ?? [IconWorld, "#6b5d4d"];
  return (
    <span
      className={classes.mark}
      style={{ background: color, width: size, height: size }}
      role="img"
      aria-label={networkTitle(network)}
      title={networkTitle(network)}
    >
      <Mark size={size * 0.68} color="#fff" stroke={2.2} aria-hidden />
    </span>
  );
}
