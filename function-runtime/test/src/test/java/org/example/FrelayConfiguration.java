package org.example;

import io.frelay.client.CredentialsException;
import io.frelay.client.FrelayClient;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class FrelayConfiguration {
  @Bean
  FrelayClient frelay(@Value("#{systemEnvironment}") Map<String, String> variables)
      throws CredentialsException {
    return FrelayClient.fromEnvironment(variables);
  }
}
