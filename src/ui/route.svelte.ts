/** The three views as fragments of the address, so that they can be linked to and the back button works. */

export const routes = ['anotar', 'comparar', 'modelos'] as const;
export type Route = (typeof routes)[number];

function routeFromHash(hash: string): Route {
  const name = hash.replace(/^#\/?/, '');
  return routes.find((route) => route === name) ?? 'anotar';
}

export class Router {
  #route = $state<Route>(routeFromHash(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.#route = routeFromHash(location.hash);
    });
  }

  get route(): Route {
    return this.#route;
  }
}
