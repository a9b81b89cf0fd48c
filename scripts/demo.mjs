// SPDX-License-Identifier: Apache-2.0
// `npm run demo`: builds, then serves the page of demo/ with what it reads, to this machine only. Nothing about it is
// special; any server of static files at the root of the repository does. The port is the first argument.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript", ".ptespec": "text/plain" };
/** So that page and worker may share memory: a search that is cancelled then stops at once instead of within seconds. */
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
/** What of the repository the page reads. */
const FOLDERS = ["demo", "dist", "examples", "bench/models"];

/** Serves on `port` of this machine, 0 for a free one. `bundles`: contents in place of files, by path. */
export async function serve(port, bundles = {}) {
  const server = createServer(async ({ url = "/", method }, response) => {
    const answer = (status, type, body) => response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-cache", ...ISOLATED }).end(body);
    const path = pathOf(url);
    if (method !== "GET" && method !== "HEAD") return answer(405, "text/plain", "GET only\n");
    if (["", "demo"].includes(path)) return response.writeHead(302, { location: "/demo/index.html" }).end();
    const type = TYPES[extname(path)];
    if (type === undefined || !FOLDERS.some((folder) => path.startsWith(`${folder}/`))) return answer(404, "text/plain", "no such file\n");
    const body = bundles[path] ?? await readFile(join(root, path)).catch(() => undefined);
    return body === undefined ? answer(404, "text/plain", "no such file\n") : answer(200, type, body);
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }) };
}

/** From the root, with `/`, without a way out of it; empty for the root. A folder is its page. */
function pathOf(url) {
  try {
    const path = normalize(decodeURIComponent(new URL(url, "http://localhost").pathname)).replaceAll("\\", "/").replace(/^\/+/u, "");
    return path === "" || !path.endsWith("/") ? path : `${path}index.html`;
  } catch {
    return "?";
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await import("./build.mjs");
  const { url } = await serve(Number(process.argv[2] ?? 8080));
  console.log(`${url}demo/ (Ctrl-C ends)`);
}
