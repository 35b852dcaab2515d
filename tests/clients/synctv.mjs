// A client of SyncTV V2 and of SourceSync, written from their documents with nothing but Node (18 or later).
// It does one round of everything and prints what it saw as JSON.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { env, stdout } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

const PAGE = 25;

/** Escapes as the service does: letters, digits and "_.-" stay, a blank becomes "+". */
const escape = (text) =>
  encodeURIComponent(text)
    .replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");

/** Turns {bundle: {name: "A", media_ids: [1, 2]}} into pairs: bundle[name]=A, bundle[media_ids][]=1, … */
function* pairsOf(value, name = "") {
  if (Array.isArray(value)) for (const item of value) yield* pairsOf(item, `${name}[]`);
  else if (typeof value === "object")
    for (const [key, item] of Object.entries(value)) yield* pairsOf(item, name ? `${name}[${key}]` : key);
  else yield [name, String(value)];
}

const md5 = (text) => createHash("md5").update(text, "utf8").digest("hex");
const byCode = (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** Reads XML as the service writes it: an element is a text, null, or its children as [name, content] pairs. */
function readXml(text) {
  const entities = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  const plain = (raw) =>
    raw.replace(/&(#?\w+);/g, (_, name) => entities[name] ?? String.fromCodePoint(Number(name.slice(1))));
  const stack = [{ name: "", children: [], text: "" }];
  for (const [, close, name, attributes, empty, raw] of text.matchAll(/<(\/?)([\w.-]+)([^>]*?)(\/?)>|([^<]+)/g)) {
    const top = stack.at(-1);
    if (raw !== undefined) top.text += plain(raw);
    else if (empty) top.children.push([name, attributes.includes('nil="true"') ? null : ""]);
    else if (!close) stack.push({ name, children: [], text: "" });
    else {
      const { children, text: content } = stack.pop();
      stack.at(-1).children.push([name, children.length ? children : content]);
    }
  }
  return Object.fromEntries(stack[0].children).response;
}

class SyncTV {
  #url;
  #access;

  constructor(url) {
    this.#url = `${url}/api/v2/`;
  }

  async authorize(clientKey, deviceUid, email, password) {
    const login = { client_key: clientKey, device_uid: deviceUid };
    this.#access = await this.call("POST", "authorization/user/client_authorize", login);
    await this.call("POST", "authorization/user/user_authorize", { email, password });
  }

  #query(params) {
    const pairs = [...pairsOf(params)];
    if (!this.#access) return pairs.map((pair) => pair.map(escape).join("=")).join("&");
    pairs.push(["access_id", String(this.#access.access_id)]);
    const parts = pairs.map((pair) => pair.map(escape).join("="));
    const signature = md5([...parts].sort(byCode).join("&") + this.#access.access_secret);
    return [...parts, `signature=${signature}`].join("&");
  }

  async call(method, path, params = {}, format = "json") {
    const reply = await fetch(`${this.#url}${path}.${format}?${this.#query(params)}`, { method });
    const text = await reply.text();
    if (format === "xml") return readXml(text);
    const body = text ? JSON.parse(text).response : {};
    if (!reply.ok || (body.code ?? 1) !== 1)
      throw Object.assign(new Error([body.messages].flat().join("; ")), { status: reply.status, code: body.code });
    return body;
  }

  async *pages(path, wrapper, params = {}) {
    for (let offset = 0; ; offset += PAGE) {
      const rows = (await this.call("GET", path, { ...params, offset }))[wrapper];
      yield rows;
      if (rows.length < PAGE) return;
    }
  }
}

class SourceSync {
  constructor(url, key) {
    this.call = async (method, path, body) => {
      const headers = { "X-API-Key": key, "Content-Type": "application/json" };
      const reply = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
      const answer = await reply.json();
      if (answer.status === "error") throw Object.assign(new Error(answer.error.message), { status: reply.status });
      return answer.data ?? answer;
    };
  }
}

async function media(tv) {
  const ids = [];
  for await (const rows of tv.pages("media", "medias")) ids.push(...rows.map((row) => row.id));
  const sorted = (await tv.call("GET", "media", { sort_order: ["order_number", "name"], sort_descending: true })).medias;
  const found = (await tv.call("GET", "media", { named_like: "é & (~*)!'" })).medias;
  const xml = await tv.call("GET", "media", {}, "xml");
  const inXml = Object.fromEntries(xml).medias.map(([, row]) => Object.fromEntries(row));
  const { media: one, ...beside } = await tv.call("GET", `media/${ids[0]}`);
  return {
    ids,
    count: (await tv.call("GET", "media/count")).count,
    sorted: sorted.map((row) => row.id),
    found: found.map((row) => row.name),
    xml: inXml.map((row) => [Number(row.id), row.name, row.order_number === null]),
    one: [one.id, Object.keys(beside)],
  };
}

async function bundles(tv, mediaIds) {
  const fields = { name: "Ünder & over ~ 100%", bundle_type_id: 2, media_ids: mediaIds, status: 1 };
  const { bundle: made } = await tv.call("POST", "bundles", { bundle: fields });
  const shown = await tv.call("GET", `bundles/${made.id}`);
  const { bundle: changed } = await tv.call("PUT", `bundles/${made.id}`, { bundle: { name: "Renamed" } });
  const other = await tv.call("POST", "bundles", { bundle: { name: "Short-lived", bundle_type_id: 1 } });
  await tv.call("DELETE", `bundles/${other.bundle.id}`);
  const refused = await tv.call("PUT", "bundles/9999", { bundle: { name: "x" } }).catch((error) => error);
  return { made, media: shown.media_ids, name: changed.name, deleted: other.bundle.id, refused: { ...refused } };
}

async function contributors(tv, mediaId) {
  const wanted = { media_id: mediaId, role_id: 1, person_id: 1 };
  const { contributor: made } = await tv.call("POST", "contributors", { contributor: wanted });
  await tv.call("PUT", `contributors/${made.id}`, { contributor: { role_id: 2 } });
  const { contributor: changed } = await tv.call("GET", `contributors/${made.id}`);
  await tv.call("DELETE", `contributors/${made.id}`);
  const left = (await tv.call("GET", `media/${mediaId}/contributors`)).contributors;
  return { id: made.id, roles: [made.role, changed.role], gone: left.every((row) => row.id !== made.id) };
}

async function ingest(tv, mediaId) {
  const path = `media/${mediaId}/ingest_videos`;
  const fields = { file_path: "videos/a.mp4", audio_languages: ["eng", "fre"], interlaced: true };
  const { ingest_video: made } = await tv.call("POST", path, { ingest_video: fields });
  const one = `${path}/${made.id}`;
  const states = [made.state];
  const until = async (state) => {
    for (;;) {
      const seen = (await tv.call("GET", one).catch(() => ({ ingest_video: { state: "gone" } }))).ingest_video;
      if (seen.state !== states.at(-1)) states.push(seen.state);
      if (seen.state === state) return seen;
      await sleep(5);
    }
  };
  await tv.call("PUT", one, { ingest_video: { audio_languages: ["fra"] } });
  const early = await tv.call("PUT", `${one}/stop`).catch((error) => error.status);
  await tv.call("PUT", `${one}/start`);
  const { progress, audio_languages } = await until("done");
  await tv.call("PUT", `${one}/reset`);
  const { iteration } = await until("reset");
  await tv.call("PUT", `${one}/remove`);
  await until("gone");
  return { id: made.id, early, states, progress, audio_languages, iteration };
}

async function productions(ss) {
  const [first, second] = await ss.call("POST", "/productions", [{ name: "One", settings: { a: 1 } }, { name: "Two" }]);
  await ss.call("PATCH", `/productions/${first.id}`, { name: "Uno" });
  await ss.call("PATCH", "/productions", [first, second].map(({ id }) => ({ id, settings: { batch: true } })));
  const [way] = await ss.call("POST", `/productions/${first.id}/distributions`, [{ name: "Web" }]);
  const [shown] = await ss.call("POST", `/productions/${first.id}/activations`, [{ name: "Campaign" }]);
  await ss.call("DELETE", `/productions/${first.id}/activations/${shown.id}`);
  await ss.call("DELETE", "/productions", [{ id: second.id }]);
  const [again] = await ss.call("GET", `/distributions/${way.id}`);
  assert.deepEqual(again, way);
  const list = await ss.call("GET", "/productions");
  const missing = await ss.call("DELETE", `/productions/${second.id}`).catch((error) => error.status);
  return { key: (await ss.call("GET", "/key")).legacy_org_id, names: list.map((row) => row.name), missing };
}

const tv = new SyncTV(env.SYNCTV_BASE_URL);
await tv.authorize(env.SYNCTV_CLIENT_KEY, "node-1", env.SYNCTV_EMAIL, env.SYNCTV_PASSWORD);
const seen = await media(tv);
const [firstId, secondId] = seen.ids;
const summary = {
  media: seen,
  bundles: await bundles(tv, [firstId, secondId]),
  contributors: await contributors(tv, firstId),
  ingest: await ingest(tv, firstId),
  productions: await productions(new SourceSync(env.SOURCESYNC_BASE_URL, env.SOURCESYNC_API_KEY)),
};
stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
