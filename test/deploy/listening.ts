import { readdir, readFile, readlink } from 'node:fs/promises';

/** Where a process listens for TCP, as Linux says: `127.0.0.1:4566`, and the raw text for IPv6. */
export async function listeningAddresses(pid: number): Promise<readonly string[]> {
  const own = await socketsOf(pid);
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8')),
  );
  return tables
    .flatMap((table) => table.trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === LISTEN && own.has(inode ?? ''))
    .map(([, local = '']) => readable(local));
}

const LISTEN = '0A';

async function socketsOf(pid: number): Promise<ReadonlySet<string>> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all(
    (await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => '')),
  );
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** `0100007F:11D6` is 127.0.0.1:4566: the bytes are the wrong way round. */
function readable(local: string): string {
  const [address = '', port = ''] = local.split(':');
  if (address.length !== 8) return local;
  const bytes = address.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [];
  return `${bytes.toReversed().join('.')}:${Number.parseInt(port, 16)}`;
}
