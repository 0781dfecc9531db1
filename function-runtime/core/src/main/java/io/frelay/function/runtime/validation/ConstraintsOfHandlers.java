package io.frelay.function.runtime.validation;

import io.quarkus.hibernate.validator.ValidatorFactoryCustomizer;
import jakarta.inject.Singleton;
import org.hibernate.validator.BaseHibernateValidatorConfiguration;

/**
 * Lets a handler put constraints on what its interface leaves open. A method that overrides another
 * may not, by the rules of Jakarta Validation (5.6.5), because a caller that knows the other only
 * would not expect them; ours does.
 */
@Singleton
class ConstraintsOfHandlers implements ValidatorFactoryCustomizer {
  @Override
  public void customize(BaseHibernateValidatorConfiguration<?> configuration) {
    configuration.allowOverridingMethodAlterParameterConstraint(true);
  }
}
