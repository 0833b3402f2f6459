import type { Ctx, Level, Rules } from '../../kernel/ctx.ts';
import type { MessageValues } from '../../kernel/errors.ts';
import type { Lang } from '../../lang/languages.ts';
import { translator, type TranslateAny } from '../../lang/translate.ts';
import { mayCall } from '../../panel/access.ts';
import { captions, type Caption } from '../../panel/captions.ts';
import type { Registry } from '../../panel/define.ts';
import type { AllListPrefs } from '../../panel/list-prefs.ts';
import type { Manifest } from '../../panel/manifest.ts';
import { findFunc } from '../../panel/registry.ts';
import { formats, type Formats } from '../format.ts';
import type { FlashView } from '../html.view.ts';

/** What is the same for every page of a process. */
export interface Program {
  readonly registry: Registry;
  readonly manifest: Manifest;
  readonly asset: (name: string) => string;
}

/**
 * All that the frame around a page is made from: who looks, with which rights, and how. Plain data and nothing of any
 * one request, so that equal data makes an equal frame.
 */
export interface Standing {
  readonly lang: Lang;
  readonly tz: string;
  readonly theme: 'light' | 'dark' | null;
  /** '' or '/as/GRANT'. */
  readonly base: string;
  /** Host name, for the foot of the menu. */
  readonly host: string;
  readonly level: Level;
  readonly rules: readonly Rules[];
  /** Whose panel is being worked in, by whom, and the way down to it. */
  readonly acting: { name: string; by: string; chain: readonly { name: string; href: string }[] } | null;
  /** The panel being worked in is stopped. */
  readonly stopped: boolean;
  readonly shortcuts: boolean;
  /** What waits in an entry of the menu, by its func. */
  readonly badges: Readonly<Record<string, number>>;
  /** Notifications that have not been seen. */
  readonly bell: number;
}

/** A standing with everything one writes words and numbers with. */
export interface Tools extends Program, Standing {
  readonly t: TranslateAny;
  readonly caption: Caption;
  readonly format: Formats;
  /** Whether the viewer may call a func: what it may not is not shown. */
  readonly may: (func: string) => boolean;
}

export function toolsOf({ registry, manifest, asset }: Program, standing: Standing): Tools {
  return {
    ...standing,
    registry,
    manifest,
    asset,
    t: translator(standing.lang) as TranslateAny,
    caption: captions(manifest, standing.lang),
    format: formats(standing.lang, standing.tz),
    may(name) {
      const func = findFunc(registry, name);
      return func !== undefined && mayCall(standing, func);
    },
  };
}

/** What a page is made from, besides the answer. */
export interface Surroundings extends Program, Pick<Standing, 'base' | 'theme' | 'shortcuts' | 'stopped' | 'host'> {
  readonly ctx: Ctx;
  readonly csrf: string;
  readonly flash: readonly FlashView[];
  /** How the person wants to see lists. */
  readonly lists?: AllListPrefs;
  readonly badges?: Standing['badges'];
  readonly bell?: number;
}

/** The surroundings of one request with the tools to write its page. */
export interface Writer extends Tools, Pick<Surroundings, 'ctx' | 'csrf' | 'flash'> {
  readonly standing: Standing;
  readonly lists: AllListPrefs;
}

export function writer(from: Surroundings): Writer {
  const { ctx, csrf, flash, lists = {} } = from;
  const standing = standingOf(from);
  return { ...toolsOf(from, standing), standing, ctx, csrf, flash, lists };
}

function standingOf({ ctx, base, theme, host, stopped, shortcuts, badges = {}, bell = 0 }: Surroundings): Standing {
  const { viewer, real, acting, lang, tz } = ctx;
  const { level, rules } = viewer;
  const below = acting && {
    name: viewer.name,
    by: real.name,
    chain: acting.chain.map(({ name, href }) => ({ name, href })),
  };
  return { lang, tz, level, rules, base, theme, host, stopped, shortcuts, badges, bell, acting: below };
}

/** A caption that a module may have or not. */
export function optional(
  { caption }: Pick<Tools, 'caption'>,
  module: string,
  key: string,
  values?: MessageValues,
): string | null {
  const text = caption(module, key, values);
  return text === key ? null : text;
}
