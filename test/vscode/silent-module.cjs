/** Stands for a native module of VS Code: whatever is called does nothing, and whatever is made is of the same kind. */
const silent = new Proxy(function nothing() {}, {
  get: (_, name) => (name === 'then' || typeof name === 'symbol' ? undefined : silent),
  apply: () => silent,
  construct: () => silent,
});

const calls = ['createRotatingLogger', 'createAsyncRotatingLogger', 'setLevel', 'setFlushOn', 'shutdown', 'start'];
module.exports = { ...Object.fromEntries(calls.map((name) => [name, () => silent])), Logger: silent, version: 0 };
