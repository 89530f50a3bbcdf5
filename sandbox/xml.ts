import { type Structure, type Value, isList, isStructure } from './values';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** An element and all that is in it; lists become `<member>` elements, what is undefined is left out. */
export function element(name: string, value: Value): string {
  if (value === undefined) return '';
  return `<${name}>${content(value)}</${name}>`;
}

/** The members of a structure, each item of a list as one more element of the list's name. */
export function flatElements(structure: Structure): string {
  return Object.entries(structure)
    .flatMap(([name, value]) =>
      isList(value) ? value.map((item) => element(name, item)) : element(name, value),
    )
    .join('');
}

function content(value: Value): string {
  if (isList(value)) return value.map((item) => element('member', item)).join('');
  if (isStructure(value))
    return Object.keys(value)
      .map((name) => element(name, value[name]))
      .join('');
  return escape(String(value));
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
