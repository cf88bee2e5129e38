// A CouchDB-like server on leveldb: node server.js FOLDER PORT
const path = require("path");
const [folder, port] = process.argv.slice(2);
const PouchDB = require("pouchdb").defaults({ prefix: path.join(folder, "server") + path.sep });
const app = require("express")();
app.use("/", require("express-pouchdb")(PouchDB, {
  inMemoryConfig: true,
  logPath: path.join(folder, "server.log"),
}));
app.listen(Number(port), "127.0.0.1");
