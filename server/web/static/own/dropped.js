// Files and folders that were dropped or chosen, each with how it can be opened again where the browser offers that.

const hidden = (name) => name.startsWith(".") || name === "Thumbs.db" || name === "desktop.ini";

// dropped lists what a drop holds as [{file, path, root}], and in unread the folders and files that cannot be read.
export async function dropped(transfer) {
  const found = [];
  const unread = [];
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const plain = [...transfer.files];
  // All has to be asked for at once: when the event is over, so is the access.
  const handles = items.map((item) => item.getAsFileSystemHandle?.().catch(() => null));
  const entries = items.map((item) => item.webkitGetAsEntry?.());
  for (const [i, handle] of (await Promise.all(handles)).entries()) {
    if (handle) await walk(handle, handle, "", found, unread);
    else if (entries[i]) await walkEntry(entries[i], "", found, unread);
    else if (plain[i]) found.push({ file: plain[i] });
  }
  return { found, unread };
}

// opened lists what was chosen in the browser's own dialog for files or a folder.
export async function opened(handles) {
  const found = [];
  const unread = [];
  for (const handle of handles) await walk(handle, handle, "", found, unread);
  return { found, unread };
}

// chosen lists the files of an input.
export function chosen(files) {
  return { found: [...files].filter((f) => !hidden(f.name)).map((file) => ({ file, path: file.webkitRelativePath })), unread: [] };
}

async function walk(handle, root, path, found, unread) {
  if (path && hidden(handle.name)) return;
  try {
    if (handle.kind === "file") {
      found.push({ file: await handle.getFile(), path: path || handle.name, root: { handle: root, path } });
      return;
    }
    const inside = [];
    for await (const child of handle.values()) inside.push(child);
    for (const child of inside) await walk(child, root, path ? `${path}/${child.name}` : child.name, found, unread);
  } catch {
    unread.push(path || handle.name);
  }
}

async function walkEntry(entry, path, found, unread) {
  if (hidden(entry.name)) return;
  const here = path ? `${path}/${entry.name}` : entry.name;
  try {
    if (entry.isFile) {
      found.push({ file: await new Promise((done, fail) => entry.file(done, fail)), path: here });
      return;
    }
    const reader = entry.createReader();
    for (let some; (some = await new Promise((done, fail) => reader.readEntries(done, fail))).length > 0; ) {
      for (const child of some) await walkEntry(child, here, found, unread);
    }
  } catch {
    unread.push(here);
  }
}
