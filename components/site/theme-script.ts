/** Where the choice is kept; absent means: as the system has it. */
export const themeKey = 'portside.theme';

/** Sent to `window` when the choice has changed in this tab. */
export const themeEvent = 'portside:theme';

export type ThemeChoice = 'system' | 'light' | 'dark';

/**
 * Runs in the head, before the first paint, so that no page flashes in the wrong theme. The text
 * never varies: the Content-Security-Policy admits it by its hash. It keeps `data-theme` (light or
 * dark) true while the system, another tab or the switch changes; `data-theme-choice` stands in
 * where the browser forbids storage. An embedded page has the theme that its address asks for,
 * else the system's: whoever embeds it chooses, not what was chosen on the site.
 */
export const themeScript = `(function(){
var root=document.documentElement,dark=matchMedia('(prefers-color-scheme: dark)');
function apply(){
var choice=root.dataset.themeChoice;
try{choice=localStorage.getItem('${themeKey}')||choice}catch(e){}
if(location.pathname.indexOf('/embed/')===0)choice=(/[?&]theme=(light|dark)/.exec(location.search)||[])[1];
root.dataset.theme=choice==='light'||choice==='dark'?choice:dark.matches?'dark':'light';
}
apply();
dark.addEventListener('change',apply);
addEventListener('storage',apply);
addEventListener('${themeEvent}',apply);
})()`;
