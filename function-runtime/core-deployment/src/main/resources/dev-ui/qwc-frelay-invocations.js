import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import '@vaadin/button';

const PHASES = [['secrets', 'secrets'], ['connecting', 'peers'], ['handling', 'handler']];

/** The last invocations, with the time of each phase as a bar. */
export class QwcFrelayInvocations extends QwcHotReloadElement {
    jsonRpc = new JsonRpc(this);

    static styles = css`
        :host { display: block; padding: 10px; }
        table { width: 100%; border-collapse: collapse; }
        th, td { text-align: left; padding: 4px 8px; vertical-align: top; }
        .bar { display: flex; height: 14px; min-width: 200px; }
        .secrets { background: var(--lumo-contrast-40pct); }
        .connecting { background: var(--lumo-primary-color); }
        .handling { background: var(--lumo-success-color); }
        .key span { padding: 0 6px; margin-right: 8px; }
        .failed { color: var(--lumo-error-text-color); }`;

    static properties = { _all: { state: true } };

    connectedCallback() {
        super.connectedCallback();
        this.hotReload();
    }

    async hotReload() {
        this._all = (await this.jsonRpc.invocations()).result;
    }

    render() {
        if (!this._all) {
            return html`<span>Loading</span>`;
        }
        const longest = Math.max(1, ...this._all.map(each => this._total(each)));
        return html`
            <vaadin-button theme="small" @click=${() => this.hotReload()}>Refresh</vaadin-button>
            <span class="key">${PHASES.map(([key, name]) => html`<span class=${key}>&nbsp;</span>${name} `)}</span>
            ${this._all.length === 0 ? html`<p>Nothing has been called yet.</p>` : html`
            <table>
                <tr><th>Time</th><th>Handler</th><th>Tag</th><th>Peers</th><th>Phases</th><th>ms</th><th>Outcome</th></tr>
                ${this._all.map(each => html`
                <tr>
                    <td>${new Date(each.at).toLocaleTimeString()}</td>
                    <td>${each.handler}</td>
                    <td>${each.tag}</td>
                    <td>${each.peers}</td>
                    <td><div class="bar" style="width: ${100 * this._total(each) / longest}%">
                        ${PHASES.map(([key, name]) => html`
                            <div class=${key} style="flex: ${each[key]}" title="${name} ${each[key]} ms"></div>`)}
                    </div></td>
                    <td>${PHASES.map(([key]) => each[key]).join(' + ')}</td>
                    <td class=${each.outcome === 'done' ? '' : 'failed'}>${each.outcome}</td>
                </tr>`)}
            </table>`}`;
    }

    _total(invocation) {
        return PHASES.reduce((sum, [key]) => sum + invocation[key], 0);
    }
}
customElements.define('qwc-frelay-invocations', QwcFrelayInvocations);
