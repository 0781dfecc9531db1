package io.frelay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentProxyTest {
  private static String proxy(Map<String, String> variables, String url) throws RunException {
    return new EnvironmentProxy(variables).select(URI.create(url)).get(0).toString();
  }

  @Test
  void httpsGoesThroughTheProxy() throws Exception {
    Map<String, String> variables = Map.of("HTTPS_PROXY", "http://me:very-secret@proxy:3128");
    assertThat(proxy(variables, "https://host/")).contains("proxy", ":3128");
    assertThat(proxy(variables, "http://host/")).isEqualTo("DIRECT");
    assertThat(proxy(variables, "https://localhost/")).isEqualTo("DIRECT");
    assertThat(proxy(Map.of("https_proxy", "proxy"), "https://host/")).contains(":80");
    assertThat(proxy(Map.of(), "https://host/")).isEqualTo("DIRECT");
  }

  @Test
  void someHostsAreDirect() throws Exception {
    Map<String, String> variables =
        Map.of("HTTPS_PROXY", "proxy:1", "NO_PROXY", "example.org, .internal,10.0.0.1");
    assertThat(proxy(variables, "https://a.Example.org/")).isEqualTo("DIRECT");
    assertThat(proxy(variables, "https://a.internal/")).isEqualTo("DIRECT");
    assertThat(proxy(variables, "https://10.0.0.1/")).isEqualTo("DIRECT");
    assertThat(proxy(variables, "https://badexample.org/")).contains("proxy");
  }

  @Test
  void aPasswordIsNotQuoted() {
    assertThatThrownBy(() -> new EnvironmentProxy(Map.of("HTTPS_PROXY", "socks5://a:secret@b:1")))
        .isInstanceOf(RunException.class)
        .hasMessage("HTTPS_PROXY is no HTTP proxy; write http://host:port");
  }
}
