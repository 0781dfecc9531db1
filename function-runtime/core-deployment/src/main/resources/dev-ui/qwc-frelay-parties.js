import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';

/** The parties that the application plays, and when their certificates expire. */
export class QwcFrelayParties extends QwcHotReloadElement {
    jsonRpc = new JsonRpc(this);

    static styles = css`
        :host { display: block; padding: 10px; }
        table { border-collapse: collapse; }
        th, td { text-align: left; padding: 4px 12px; vertical-align: top; }
        .failed { color: var(--lumo-error-text-color); }`;

    static properties = { _parties: { state: true } };

    connectedCallback() {
        super.connectedCallback();
        this.hotReload();
    }

    async hotReload() {
        this._parties = (await this.jsonRpc.parties()).result;
    }

    render() {
        if (!this._parties) {
            return html`<span>Loading</span>`;
        }
        return html`
            <table>
                <tr><th>Party</th><th>User</th><th>Relay</th><th>Peers</th><th>First certificate expires</th></tr>
                ${this._parties.map(each => html`
                <tr>
                    <td>${each.name}</td>
                    <td>${each.user}</td>
                    <td>${each.relay}</td>
                    <td>${each.peers}</td>
                    <td class=${each.problem ? 'failed' : ''}>${each.problem || this._expiry(each.expires)}</td>
                </tr>`)}
            </table>`;
    }

    _expiry(instant) {
        const days = Math.floor((new Date(instant) - new Date()) / 86_400_000);
        return html`${new Date(instant).toLocaleString()}, in ${days} days`;
    }
}
customElements.define('qwc-frelay-parties', QwcFrelayParties);
