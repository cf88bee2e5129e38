// One client: node client.js FOLDER PORT, then one command a line on its input, one answer a line.
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const [folder, port] = process.argv.slice(2);
const PouchDB = require("pouchdb").defaults({ prefix: folder + path.sep });
const BATCH = 1000;
const local = new PouchDB("records");
const remote = new PouchDB(`http://127.0.0.1:${port}/records`);

async function fill(file) {
  const lines = fs.readFileSync(file, "utf8").split("\n").filter(Boolean);
  for (let first = 0; first < lines.length; first += BATCH) {
    const docs = lines.slice(first, first + BATCH).map(JSON.parse);
    const known = await local.allDocs({ keys: docs.map((doc) => doc._id) });
    known.rows.forEach((row, n) => {
      if (row.value) docs[n]._rev = row.value.rev;
    });
    await local.bulkDocs(docs);
  }
  return lines.length;
}

async function held() {
  const all = await local.allDocs({ include_docs: true });
  return [all.rows.length, all.rows.filter((row) => row.doc.phone.startsWith("138")).length];
}

const commands = {
  fill,
  held,
  push: async () => (await local.replicate.to(remote, { batch_size: BATCH })).docs_written,
  pull: async () => (await local.replicate.from(remote, { batch_size: BATCH })).docs_written,
};

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [name, argument] = line.split(" ");
    console.log(JSON.stringify(await commands[name](argument)));
  }
})();
