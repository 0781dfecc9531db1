import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';

/** The console of the relay that dev services have started: who waits, and the sessions with their rates. */
export class QwcFrelayRelay extends QwcHotReloadElement {
    jsonRpc = new JsonRpc(this);

    static styles = css`
        :host { display: block; height: 100%; padding: 10px; }
        iframe { width: 100%; height: 100%; border: none; background: white; }`;

    static properties = { _console: { state: true } };

    connectedCallback() {
        super.connectedCallback();
        this.hotReload();
    }

    async hotReload() {
        this._console = (await this.jsonRpc.console()).result;
    }

    render() {
        if (this._console === undefined) {
            return html`<span>Loading</span>`;
        }
        return this._console
            ? html`<iframe title="Console of the relay" src=${this._console}></iframe>`
            : html`<p>The application uses a relay that dev services have not started. That relay may have a console
                at /q/frelay of its management port.</p>`;
    }
}
customElements.define('qwc-frelay-relay', QwcFrelayRelay);
