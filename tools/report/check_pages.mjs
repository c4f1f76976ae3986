// Opens pages of Das LLM (report.html, difference.html, card.html) in headless Chromium and says what is wrong with them: requests,
// console messages, violations of axe-core's rules, what the Tab key cannot reach, and what is wider than the page. Exit code 1 if anything is.
//
//   npm install --prefix tools/report
//   CHROMIUM=/usr/bin/chromium node tools/report/check_pages.mjs PAGE... [--shots FOLDER]
import { readFileSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const given = process.argv.slice(2);
const at = given.indexOf('--shots');
const shots = at < 0 ? null : given.splice(at, 2)[1];
if (given.length === 0) {
  console.error('usage: check_pages.mjs PAGE... [--shots FOLDER]');
  process.exit(2);
}

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
let bad = 0;
for (const file of given) {
  const address = pathToFileURL(resolve(file)).href;
  const page = await browser.newPage();
  const requests = [];
  const messages = [];
  page.on('request', request => {
    if (request.url() !== address) requests.push(request.url());
  });
  page.on('console', message => messages.push(message.text()));
  page.on('pageerror', error => messages.push(String(error)));
  await page.setViewport({ width: 1200, height: 900 });
  await page.goto(address, { waitUntil: 'load' });
  const heard = [...messages];
  if (shots) {
    mkdirSync(shots, { recursive: true });
    const name = basename(dirname(resolve(file))) + '-' + basename(file, '.html');
    await page.screenshot({ path: join(shots, name + '.png'), fullPage: true });
    await page.setViewport({ width: 390, height: 844 });
    await page.screenshot({ path: join(shots, name + '-narrow.png'), fullPage: true });
    await page.setViewport({ width: 1200, height: 900 });
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const links = await page.evaluate(() => document.querySelectorAll('a[href]').length);
  const reached = new Set();
  for (let i = 0; i <= links; i++) {
    await page.keyboard.press('Tab');
    const where = await page.evaluate(() => {
      const all = [...document.querySelectorAll('a[href]')];
      return all.indexOf(document.activeElement);
    });
    if (where >= 0) reached.add(where);
  }
  const broken = await page.evaluate(() =>
    [...document.querySelectorAll('a[href^="#"]')].filter(a => !document.getElementById(a.getAttribute('href').slice(1))).length);
  // The page's own policy forbids scripts, so axe-core runs in a copy of it without that policy.
  const markup = readFileSync(file, 'utf8').replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
  await page.setContent(markup, { waitUntil: 'load' });
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations', 'incomplete'] }));
  console.log(file);
  console.log(`  requests ${requests.length}, console messages ${heard.length}, pixels wider than the page ${wide}`);
  console.log(`  links ${links}, reached by Tab ${reached.size}, leading nowhere ${broken}`);
  console.log(`  axe-core ${result.testEngine.version}: ${result.passes.length} rules passed, ${result.violations.length} violations, `
    + `${result.incomplete.length} to be looked at by people`);
  for (const violation of [...result.violations, ...result.incomplete]) {
    console.log(`    ${violation.id} (${violation.impact}): ${violation.help}; ${violation.nodes.length} places, such as ${violation.nodes[0].html.slice(0, 160)}`);
  }
  bad += requests.length + heard.length + result.violations.length + broken + (reached.size < links ? 1 : 0) + (wide > 0 ? 1 : 0);
  await page.close();
}
await browser.close();
process.exit(bad > 0 ? 1 : 0);
