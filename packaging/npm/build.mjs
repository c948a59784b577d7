// Makes the npm packages: node packaging/npm/build.mjs VERSION BINARIES OUT
//
// BINARIES has a directory for each target, named as Rust names it, with the binary in it. OUT gets a package for each of them
// and the package kube-inject, which runs the one that fits. npm installs only that one, as the others are for other systems.
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [version, binaries, out] = process.argv.slice(2);
if (!version || !binaries || !out) {
  console.error('usage: node packaging/npm/build.mjs VERSION BINARIES OUT');
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
// Go's names of systems and processors, where npm has others.
const NAMES = { windows: 'win32', amd64: 'x64' };
const rows = readFileSync(join(here, '../targets'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
const main = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const shared = { version, license: main.license, repository: main.repository };

const optionalDependencies = {};
for (const row of rows) {
  const [target, , , ...system] = row.split(/ +/);
  const [os, cpu] = system.map((name) => NAMES[name] ?? name);
  const file = os === 'win32' ? 'kube-inject.exe' : 'kube-inject';
  const binary = join(binaries, target, file);
  if (!existsSync(binary)) continue;
  const name = `@kube-inject/${os}-${cpu}`;
  optionalDependencies[name] = version;
  const description = `The binary of kube-inject for ${os} ${cpu}`;
  write(join(out, `${os}-${cpu}`), { name, description, ...shared, os: [os], cpu: [cpu] });
  copyFileSync(binary, join(out, `${os}-${cpu}`, file));
  chmodSync(join(out, `${os}-${cpu}`, file), 0o755);
}
write(join(out, 'kube-inject'), { ...main, ...shared, optionalDependencies });
cpSync(join(here, 'kube-inject.js'), join(out, 'kube-inject', 'kube-inject.js'));
cpSync(join(here, '../about.md'), join(out, 'kube-inject', 'README.md'));

function write(directory, description) {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), JSON.stringify(description, null, 2) + '\n');
  cpSync(join(here, '../../LICENSE'), join(directory, 'LICENSE'));
}
