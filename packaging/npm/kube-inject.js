#!/usr/bin/env node
// Runs the binary for this system, from the package that npm installed beside this one.
const { spawnSync } = require('node:child_process');

const target = `${process.platform}-${process.arch}`;
const file = process.platform === 'win32' ? 'kube-inject.exe' : 'kube-inject';
let binary;
try {
  binary = require.resolve(`@kube-inject/${target}/${file}`);
} catch {
  console.error(`error: there is no kube-inject for ${target}, or npm was told to leave out optional dependencies`);
  process.exit(4);
}
const { status, signal, error } = spawnSync(binary, process.argv.slice(2), { stdio: 'inherit' });
if (error) {
  console.error(`error: ${binary}: ${error.message}`);
  process.exit(4);
}
if (signal) process.kill(process.pid, signal);
process.exit(status);
