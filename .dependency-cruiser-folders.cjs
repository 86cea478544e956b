/** No circle of folders in what is shipped: tests and fixtures lie beside the code and look at all of it. */
const { options } = require('./.dependency-cruiser.cjs');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles-of-folders',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(apps|libs)/[^/]+/' },
      to: { circular: true },
    },
  ],
  options: { ...options, exclude: { path: '^(dist|test|bench)/|\\.spec\\.ts$|^(apps|libs)/[^/]+/test/' } },
};
