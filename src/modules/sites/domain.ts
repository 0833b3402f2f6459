import { domainToASCII, domainToUnicode } from 'node:url';
import { refuse } from '../../kernel/errors.ts';

/** What people may type of a domain: letters, marks and digits of any script, hyphens and dots. No invisible characters. */
const typed = /^[\p{L}\p{M}\p{N}.-]+$/u;
/** What the network carries (RFC 1123): labels of letters, digits and inner hyphens, a last one that is no number. */
const ascii =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** A domain as people and as the network write it. Whatever is not surely a domain is refused: it ends up in a web server's configuration. */
export function readDomain(text: string): { name: string; ascii: string } {
  const given = text.trim().replace(/\.$/, '').normalize('NFC').toLowerCase();
  const network = typed.test(given) ? domainToASCII(given) : '';
  if (!ascii.test(network)) throw refuse('invalid', 'name', 'site.domain.format');
  return { name: domainToUnicode(network), ascii: network };
}
