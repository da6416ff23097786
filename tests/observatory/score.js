// MDN's own rules and points for addresses of localhost: `node score.js PORT COOKIE PATH…` prints a score for each.
// The package's command takes no port, so its parts are put together here, as its src/scanner/index.js does.
import { ALL_TESTS } from "./node_modules/@mdn/mdn-http-observatory/src/constants.js";
import { MINIMUM_SCORE_FOR_EXTRA_CREDIT } from "./node_modules/@mdn/mdn-http-observatory/src/grader/charts.js";
import { getScoreModifier } from "./node_modules/@mdn/mdn-http-observatory/src/grader/grader.js";
import { retrieve } from "./node_modules/@mdn/mdn-http-observatory/src/retriever/retriever.js";

const [httpsPort, cookie, ...paths] = process.argv.slice(2);
const headers = ["Accept: text/html,*/*;q=0.8", ...(cookie ? [`Cookie: ${cookie}`] : [])];
const found = {};
for (const path of paths) {
  const asked = await retrieve("localhost", { httpsPort, httpPort: 1, path, headers });
  const points = Object.fromEntries(
    ALL_TESTS.map((test) => test(asked)).map(({ result }) => [result, getScoreModifier(result)]),
  );
  const sum = (numbers) => numbers.reduce((all, one) => all + one, 100);
  const without = sum(Object.values(points).filter((one) => one < 0));
  const score = without >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? sum(Object.values(points)) : without;
  found[path] = { status: asked.responses.auto?.status, verified: asked.responses.auto?.verified, score, points };
}
console.log(JSON.stringify(found));
