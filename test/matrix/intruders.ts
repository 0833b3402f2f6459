import type { DefaultTreeAdapterTypes } from 'parse5';

/** Fits where names do. */
export const short = `"'><xss-probe xssattr=1>`;
/** Breaks out of text, of attributes in either quotes, of scripts, styles and comments, and pretends to be an address. */
export const long = `javascript:xss ${short} --></script></style></textarea></title><img src=x onerror=xss> ' xssattr=' " xssattr=" &lt;xss-probe&gt; #{xss} \${xss} \u2028`;

type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.Document;

/** What stands in a page that none of our templates has put there. */
export function intruders(node: Node): string[] {
  const own = 'tagName' in node ? ofElement(node) : [];
  const children = 'childNodes' in node ? node.childNodes.flatMap(intruders) : [];
  const inside = 'content' in node ? node.content.childNodes.flatMap(intruders) : [];
  return [...own, ...children, ...inside];
}

/** The only pictures: those that the panel has drawn of attachments. */
const isPreview = (attrs: readonly { readonly name: string; readonly value: string }[]): boolean =>
  attrs.some(({ name, value }) => name === 'src' && /^(?:\/as\/[\w-]+)?\/ticket\.preview\?elid=\d+$/.test(value));

function ofElement({ tagName, attrs, childNodes }: DefaultTreeAdapterTypes.Element): string[] {
  const inline = (tagName === 'script' || tagName === 'style') && childNodes.length > 0;
  return [
    ...(/xss|^(?:iframe|object|embed|base)$/.test(tagName) || (tagName === 'img' && !isPreview(attrs))
      ? [`<${tagName}>`]
      : []),
    ...(inline ? [`<${tagName}> with text in it`] : []),
    ...attrs.flatMap(({ name, value }) => {
      const isAddress = ['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'hx-get', 'hx-post'].includes(
        name,
      );
      const leads = isAddress && !/^(?:\/(?!\/)|#|\?|$)/.test(value);
      return /^on|xss|^style$|["'<>]/.test(name) || leads ? [`${name}="${value}" of <${tagName}>`] : [];
    }),
  ];
}
