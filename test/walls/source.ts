import { parseSync } from '@swc/core';

/** What a source file says of other files and of the world, read from its syntax tree. */

/** An import, a re-export, an `import()` or a type's `import('...')`; `typeof import` and `import type` count too. */
export interface Import {
  readonly line: number;
  /** As it is written: `../core/report`, `node:util`; `null` where it is not a plain string. */
  readonly path: string | null;
}

/** A clock, an environment, a console, chance, or a timer. */
export interface Impurity {
  readonly line: number;
  readonly what: string;
}

export interface Source {
  readonly imports: readonly Import[];
  readonly impurities: readonly Impurity[];
}

type Node = Readonly<Record<string, unknown>>;

/** Reads a TypeScript file. @throws where it is none */
export function readSource(text: string): Source {
  // swc counts bytes, and from where its last file ended: the semicolon in front says where this one begins.
  const { body } = parseSync(`;${text}`, { syntax: 'typescript', target: 'es2023' });
  const base = (body[0]?.span.start ?? 0) + 1;
  const bytes = Buffer.from(text);
  const lineOf = (node: Node): number =>
    bytes
      .subarray(0, startOf(node) - base)
      .toString('latin1')
      .split('\n').length;
  const nodes = nodesIn(body);
  return {
    imports: nodes.flatMap((node) => importsOf(node).map((path) => ({ line: lineOf(node), path }))),
    impurities: nodes.flatMap((node) => impurityOf(node).map((what) => ({ line: lineOf(node), what }))),
  };
}

/** All nodes of a tree, each before what is in it. */
function nodesIn(tree: unknown): readonly Node[] {
  if (Array.isArray(tree)) return tree.flatMap(nodesIn);
  if (!isNode(tree)) return [];
  return [...(typeof tree['type'] === 'string' ? [tree] : []), ...Object.values(tree).flatMap(nodesIn)];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function startOf({ span }: Node): number {
  return isNode(span) ? Number(span['start']) : 0;
}

function importsOf(node: Node): readonly (string | null)[] {
  switch (node['type']) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return [textOf(node['source'])];
    case 'ExportNamedDeclaration':
      return isNode(node['source']) ? [textOf(node['source'])] : [];
    case 'TsImportType':
      return [textOf(node['argument'])];
    case 'TsExternalModuleReference':
      return [textOf(node['expression'])];
    case 'CallExpression':
      return isLoading(node['callee']) ? [firstArgumentOf(node)] : [];
    default:
      return [];
  }
}

/** `import(...)` and `require(...)`. */
function isLoading(callee: unknown): boolean {
  return isNode(callee) && (callee['type'] === 'Import' || nameOf(callee) === 'require');
}

function firstArgumentOf({ arguments: given }: Node): string | null {
  const first: unknown = Array.isArray(given) ? given[0] : undefined;
  return isNode(first) ? textOf(first['expression']) : null;
}

const WORLD = new Set(['process', 'console', 'globalThis', 'performance', 'crypto', 'fetch']);
const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']);

function impurityOf(node: Node): readonly string[] {
  const { type, callee, arguments: given, object, property } = node;
  // Names of fields (`{ process: 1 }`, `it.process`) carry no scope in swc's tree: they are no variables.
  const name = 'ctxt' in node ? nameOf(node) : null;
  if (name !== null && (WORLD.has(name) || TIMERS.has(name))) return [name];
  if (type === 'NewExpression' && nameOf(callee) === 'Date' && !(Array.isArray(given) && given.length > 0))
    return ['new Date()'];
  if (type === 'CallExpression' && nameOf(callee) === 'Date') return ['Date()'];
  if (type !== 'MemberExpression') return [];
  const member = `${nameOf(object)}.${nameOf(property)}`;
  return member === 'Date.now' || member === 'Math.random' ? [member] : [];
}

function nameOf(node: unknown): string | null {
  return isNode(node) && node['type'] === 'Identifier' ? String(node['value']) : null;
}

function textOf(node: unknown): string | null {
  return isNode(node) && node['type'] === 'StringLiteral' ? String(node['value']) : null;
}
