import './panel/confirm.ts';
import './panel/filter.ts';
import './panel/flash.ts';
import './panel/form.ts';
import './panel/keys.ts';
import './panel/menu.ts';
import './panel/selection.ts';
import './panel/send.ts';
