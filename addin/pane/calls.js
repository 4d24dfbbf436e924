// Functions that many cells call at the same moment, as when a formula is filled down, are asked in one request.

const TOGETHER = 40;
const MOST = 5000;
// Characters of one request: the server takes a megabyte, and a character may be three bytes.
const LARGEST = 300_000;
const EXPLAINED = 5;

const isOneCell = (range) => !Array.isArray(range) || (range.length === 1 && range[0]?.length === 1);
const valueOf = (range) => (Array.isArray(range) ? range[0][0] : (range ?? null));
const isError = (value) => value === "#VALUE!" || value?.type === "Error";

/** The `post` of the client, which waits a moment for calls of the same function on single cells. */
export function together(post) {
  const waiting = new Map();

  function take(name) {
    const group = waiting.get(name);
    waiting.delete(name);
    if (group) send(group.calls);
  }

  async function send(calls) {
    if (calls.length === 1) return alone(calls[0]);
    const [{ url, body, options }] = calls;
    const number = Math.max(...calls.map((call) => call.body.args.length));
    const args = Array.from({ length: number }, (_, at) => calls.map((call) => [valueOf(call.body.args[at])]));
    try {
      const { data } = await post(url, { ...body, args }, options);
      spread(calls, data.result);
    } catch (problem) {
      for (const { reject } of calls) reject(problem);
    }
  }

  /** Each gets its own; the first that cannot be answered ask once more, for the words that say why. */
  function spread(calls, rows) {
    let asked = 0;
    for (const [at, call] of calls.entries()) {
      if (isError(rows[at][0]) && asked < EXPLAINED) {
        asked += 1;
        alone(call);
      } else call.resolve({ data: { result: [rows[at]] } });
    }
  }

  const alone = ({ url, body, options, resolve, reject }) => post(url, body, options).then(resolve, reject);

  return (url, body, options) => {
    if (!body?.func_name || !body.args.every(isOneCell)) return post(url, body, options);
    return new Promise((resolve, reject) => {
      const group = waiting.get(body.func_name) ?? { calls: [], size: 0 };
      waiting.set(body.func_name, group);
      group.calls.push({ url, body, options, resolve, reject });
      group.size += JSON.stringify(body.args).length;
      if (group.calls.length === 1) setTimeout(() => take(body.func_name), TOGETHER);
      if (group.calls.length === MOST || group.size > LARGEST) take(body.func_name);
    });
  };
}
