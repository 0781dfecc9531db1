package io.frelay.function.secrets;

/** Why AWS does not give a secret out, as far as the extension's answer tells; and what to do. */
enum AwsRefusal {
  NOT_FOUND(
      "ResourceNotFoundException",
      "there is no secret of that name or ARN in the function's region and account"),
  MARKED_FOR_DELETION(
      "InvalidRequestException",
      "the secret has no current value, or is marked for deletion; restore it or make it anew"),
  NO_PERMISSION(
      "AccessDenied",
      "let the function's role secretsmanager:GetSecretValue on it, and kms:Decrypt if the secret"
          + " has a key of your own"),
  CANNOT_DECRYPT(
      "DecryptionFailure", "let the function's role kms:Decrypt with the key of the secret"),
  BAD_TOKEN(
      "session token",
      "the extension does not take the function's token; under SnapStart an old layer may not know"
          + " AWS_CONTAINER_AUTHORIZATION_TOKEN: use its newest version, or no SnapStart"),
  OTHER(
      null,
      "check its name and region, and that the function's role may secretsmanager:GetSecretValue on"
          + " it");

  private final String sign;
  private final String advice;

  AwsRefusal(String sign, String advice) {
    this.sign = sign;
    this.advice = advice;
  }

  static AwsRefusal of(int status, String answer) {
    for (AwsRefusal each : values()) {
      if (each.sign != null && answer.contains(each.sign)) {
        return each;
      }
    }
    return status == 401 ? BAD_TOKEN : OTHER;
  }

  String advice() {
    return advice;
  }
}
